package dev.millrace.streams.reshaping;

import dev.millrace.schemas.id.GroupId;
import java.util.ArrayList;
import java.util.List;

/** A'_t = w_t·A with the weights of a method. No gradient flows through them: they travel as numbers. */
record WeighingReshaper(String name, TokenWeigher weigher) implements Reshaper {

    @Override
    public Measure reads() {
        return weigher.reads();
    }

    @Override
    public List<ReshapedTokens> reshape(GroupId group, List<Response> responses) {
        Workspace space = Workspace.of(responses);
        weigher.prepare(responses, space);
        List<ReshapedTokens> credits = new ArrayList<>(responses.size());
        for (int position = 0; position < responses.size(); position++) {
            Response response = responses.get(position);
            space.begin(response.length());
            Guard guard = weigher.weigh(group, response, position, space);
            credits.add(space.credit(response, guard));
        }
        return credits;
    }
}
