package dev.millrace.streams.scoring.http;

/** How a reward server is asked, and how it answers. */
public enum HttpBody {
    /** Millrace's own JSON: several samples with all that is known of them; a score, an abstention or a failure for each. */
    MILLRACE,

    /** OpenRLHF's: {@code query}, {@code prompts} and {@code labels} of several samples, answered by {@code rewards}. */
    OPENRLHF,

    /** slime's: {@code prompt}, {@code response} and {@code label} of one sample, answered by a number alone. */
    SLIME
}
