package dev.millrace.workers.engines.http;

import dev.millrace.schemas.http.BackOff;
import java.time.Duration;

/** How often a request was tried, and whether it is tried again. Confined to one thread. */
final class Tries {

    private static final int OF_FAILED = 3;
    private static final int OF_ERRORS = 2;

    /**
     * Of those that are not blamed on the request. A prompt that ends every server it is sent to takes all other requests with it,
     * so that no failure of it ever stands alone; what was under way in so many of them is given up.
     */
    private static final int OF_ALL = 10;

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final int retries;
    private int made;
    private int busy;
    private int failed;
    private int failedInAll;
    private int withoutWeights;
    private BackOff pauses = new BackOff(SHORTEST, LONGEST);

    Tries(int retries) {
        this.retries = retries;
    }

    /** The next one; its number, from 1. */
    int next() {
        return ++made;
    }

    /**
     * Whether to try again.
     *
     * @param mayBeToBlame whether the server does well otherwise; where it fails at everything, no prompt is dropped for it
     */
    boolean goesOn(CallFailure failure, boolean mayBeToBlame) {
        return switch (failure.kind()) {
            case REFUSED -> false;
            case AWAY -> true;
            case NO_WEIGHTS -> ++withoutWeights < OF_ALL;
            case BUSY -> ++busy <= retries;
            case FAILED, TOO_SLOW -> {
                failedInAll++;
                failed += mayBeToBlame ? 1 : 0;
                yield failed < (failure.cause().equals("status_500") ? OF_ERRORS : OF_FAILED) && failedInAll < OF_ALL;
            }
        };
    }

    /** Waits longer each time, and not as long as others do; or as long as the server asks for, within bounds. */
    void pause(CallFailure failure) throws InterruptedException {
        long least = Math.min(LONGEST.toMillis(), failure.after().toMillis());
        Thread.sleep(Math.max(pauses.drawn().toMillis(), least));
        pauses = pauses.longer();
    }
}
