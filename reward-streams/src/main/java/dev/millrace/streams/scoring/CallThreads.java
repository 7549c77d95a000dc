package dev.millrace.streams.scoring;

/** The threads on which calls run, and how time passes for them. */
interface CallThreads {

    /** Nanoseconds from some moment on. */
    long nanoTime();

    /** Starts a call on a thread of its own; what is given back interrupts it. */
    Runnable start(Runnable call);

    /** Ends the present wait, or the next one. Any thread may call it. */
    void signal();

    /** Waits for a signal, for so many nanoseconds at most. */
    void await(long nanos) throws InterruptedException;

    /** Interrupts what still runs; gives whether all calls have ended. */
    boolean end() throws InterruptedException;
}
