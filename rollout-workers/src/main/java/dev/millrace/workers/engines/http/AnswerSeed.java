package dev.millrace.workers.engines.http;

/**
 * The seed of an answer: 48 bits of a hash of its group's seed, plus its index. A request that is sent again has the same, so that
 * retries do not prefer short answers. vLLM counts from the seed of a request in the same way for the samples of one request, so
 * that an answer can be asked for alone; groups are hashed, since seeds near each other would give prompts the same noise.
 */
final class AnswerSeed {

    private static final int UNUSED_BITS = Long.SIZE - 48;

    private AnswerSeed() {}

    static long of(long groupSeed, int index) {
        long mixed = groupSeed + 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return ((mixed ^ (mixed >>> 31)) >>> UNUSED_BITS) + index;
    }
}
