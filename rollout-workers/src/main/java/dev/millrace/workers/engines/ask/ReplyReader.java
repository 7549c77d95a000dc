package dev.millrace.workers.engines.ask;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.http.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parts of replies. Pure. */
final class ReplyReader {

    private ReplyReader() {}

    /** @throws RefusedReplyException if it is no list */
    static JsonNode list(JsonNode holder, String key) throws RefusedReplyException {
        JsonNode list = holder.path(key);
        if (!list.isArray()) {
            throw new RefusedReplyException(
                    RefusalCause.MALFORMED, "the reply has no list " + key + ": " + Quote.of(holder.toString()));
        }
        return list;
    }

    /** @throws RefusedReplyException if it is no list of ids */
    static Tokens ids(JsonNode holder, String key) throws RefusedReplyException {
        JsonNode list = list(holder, key);
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!list.get(i).isIntegralNumber() || !list.get(i).canConvertToInt()) {
                throw new RefusedReplyException(
                        RefusalCause.MALFORMED,
                        key + " holds " + Quote.of(list.get(i).toString()) + ", which is no id");
            }
            ids[i] = list.get(i).intValue();
        }
        return Tokens.of(ids);
    }

    /** Ids where there are any. */
    static Optional<Tokens> idsIfGiven(JsonNode holder, String key) throws RefusedReplyException {
        return holder.path(key).isArray() ? Optional.of(ids(holder, key)) : Optional.empty();
    }

    /** The value under a key of each entry of a list: NaN where it stands there, empty where there is no number. */
    static List<Optional<Double>> numbers(JsonNode list, String key) {
        List<Optional<Double>> numbers = new ArrayList<>(list.size());
        list.forEach(entry -> numbers.add(number(entry.path(key))));
        return numbers;
    }

    static Optional<Double> number(JsonNode value) {
        return value.isNumber() ? Optional.of(value.doubleValue()) : Optional.empty();
    }
}
