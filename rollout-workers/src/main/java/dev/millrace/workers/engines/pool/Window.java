package dev.millrace.workers.engines.pool;

/**
 * How many answers are under way at a server. What waits in a server gets stale, and Kafka can hold it as well: the window shrinks
 * by a quarter when the server lets requests wait at three looks in a row, when its cache is nearly full, or when it takes requests
 * back; and grows by one when nothing waits and there is room. Confined to the lock of its pool.
 */
final class Window {

    private static final int LOOKS = 3;
    private static final double FULL_CACHE = 0.9;
    private static final double ROOMY_CACHE = 0.8;
    private static final double SHRINK = 0.75;

    private final int most;
    private int size;
    private int waitingLooks;
    private double preemptions = -1;

    Window(int most) {
        this.most = most;
        this.size = most;
    }

    int size() {
        return size;
    }

    /** Takes what a server says of its load. */
    void look(ServerLoad load) {
        waitingLooks = load.waiting() > 0 ? waitingLooks + 1 : 0;
        boolean takenBack = preemptions >= 0 && load.preemptions() > preemptions;
        preemptions = load.preemptions();
        if (waitingLooks >= LOOKS || load.cache() > FULL_CACHE || takenBack) {
            size = Math.max(1, (int) (size * SHRINK));
            waitingLooks = 0;
        } else if (load.waiting() == 0 && load.cache() < ROOMY_CACHE && size < most) {
            size++;
        }
    }
}
