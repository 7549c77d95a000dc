package dev.millrace.scenes.world;

import java.util.random.RandomGenerator;

/** How a policy learns to think before it answers. */
public enum Reasoning {
    /** Names alone: {@code red 3 , blue 5}. About half of all tokens name what is seen. */
    SHORT {
        @Override
        public Told tell(DrawnExample drawn, RandomGenerator random) {
            String seen = drawn.seen();
            return new Told(seen, drawn.response().substring(seen.length()).strip());
        }
    },
    /** Sentences, most of which say nothing about the image; about one token in twelve names what is seen. */
    LONG {
        @Override
        public Told tell(DrawnExample drawn, RandomGenerator random) {
            return LongReasoning.tell(drawn, random);
        }
    };

    /** Tokens of the longest response, its end mark included. */
    public static final int LONGEST = 160;

    /** The response to a question about a scene; its wording may be left to chance. */
    public abstract Told tell(DrawnExample drawn, RandomGenerator random);
}
