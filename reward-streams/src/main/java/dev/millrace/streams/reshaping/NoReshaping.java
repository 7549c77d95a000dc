package dev.millrace.streams.reshaping;

import dev.millrace.schemas.id.GroupId;
import java.util.Collections;
import java.util.List;

/** Every token has the advantage of its trajectory, as in plain GRPO. */
record NoReshaping() implements Reshaper {

    static final String NAME = "none";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Measure reads() {
        return Measure.NOTHING;
    }

    @Override
    public List<ReshapedTokens> reshape(GroupId group, List<Response> responses) {
        return Collections.nCopies(responses.size(), ReshapedTokens.UNTOUCHED);
    }
}
