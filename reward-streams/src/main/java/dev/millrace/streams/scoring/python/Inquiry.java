package dev.millrace.streams.scoring.python;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.notice.Seconds;
import dev.millrace.streams.reward.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the samples of one call, through as many processes as that takes. Where a function judges one sample at
 * a time, the first one without a verdict is the one it stands at; that one alone is at fault when it stays there.
 */
final class Inquiry {

    /** A process may be killed by somebody, so the same is asked again; a function that kills its process does it again. */
    private static final int MOST_DEATHS = 3;

    private final FunctionFacts function;
    private final @Nullable AskedSample[] asked;
    private final @Nullable Verdict[] verdicts;
    private int deaths;

    Inquiry(FunctionFacts function, int samples) {
        this.function = function;
        this.asked = new AskedSample[samples];
        this.verdicts = new Verdict[samples];
    }

    void add(int sample, AskedSample question) {
        asked[sample] = question;
    }

    void settle(int sample, Verdict verdict) {
        verdicts[sample] = verdict;
    }

    boolean isSettled() {
        return open().isEmpty();
    }

    /** The samples without a verdict. */
    List<Integer> open() {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i] == null) {
                open.add(i);
            }
        }
        return open;
    }

    /** The message that asks about samples without a verdict. */
    byte[] message(List<Integer> samples) throws IOException {
        return Questions.message(samples.stream()
                .map(sample -> Objects.requireNonNull(asked[sample]))
                .toList());
    }

    /** @param places the samples that the message counts from 0 */
    void heard(List<Integer> places, JsonNode message) {
        int at = message.path("first").asInt();
        for (JsonNode verdict : message.path("verdicts")) {
            if (at >= 0 && at < places.size()) {
                settle(places.get(at), verdict(verdict));
            }
            at++;
        }
        deaths = 0;
    }

    private Verdict verdict(JsonNode said) {
        if (said.path("value").isNumber()) {
            return new Verdict.Scored(
                    said.path("value").asDouble(), said.path("detail").asText(""));
        }
        return said.has("none")
                ? new Verdict.Abstained(said.path("none").asText())
                : new Verdict.Failed(said.path("failed").asText(function.name() + " gave no verdict"));
    }

    /** The process ended before it had answered. */
    void died(String how) {
        deaths++;
        if (deaths >= MOST_DEATHS) {
            blame(function.name() + " gave no answer: " + how + ", " + deaths + " times in a row");
        }
    }

    /** The process was ended, as it did not answer in time. */
    void late(Duration callTimeout, boolean lastChance) {
        if (lastChance) {
            settleAll(outOfTime());
        } else {
            blame(function.name() + " gave no answer within " + Seconds.of(callTimeout)
                    + " (call_timeout); its process was ended");
        }
    }

    String outOfTime() {
        return function.name() + " gave no answer within the scorer's timeout";
    }

    private void blame(String cause) {
        deaths = 0;
        if (function.judgesEach()) {
            settle(open().get(0), new Verdict.Failed(cause));
        } else {
            settleAll(cause);
        }
    }

    /** All that have no verdict have failed. */
    void settleAll(String cause) {
        open().forEach(sample -> settle(sample, new Verdict.Failed(cause)));
    }

    List<Verdict> verdicts() {
        return Arrays.stream(verdicts).toList();
    }
}
