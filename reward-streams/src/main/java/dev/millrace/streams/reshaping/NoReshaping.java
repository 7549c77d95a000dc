package dev.millrace.streams.reshaping;

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
    public List<TokenAdvantages> reshape(List<Response> group) {
        return Collections.nCopies(group.size(), new TokenAdvantages.OfTrajectory());
    }
}
