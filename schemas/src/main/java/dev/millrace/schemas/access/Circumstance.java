package dev.millrace.schemas.access;

/** When a right is needed that not everybody needs who comes as a role. */
public enum Circumstance {
    UPGRADES("where topics of an earlier version are brought up to date"),
    FEEDS_ON("where it feeds round after round, and looks how far the workers are"),
    DRAWS("where its policy draws"),
    SERVERS_SAMPLE("where inference servers sample for it"),
    KEEPS_BEST("where `learner.checkpoint.keep_best` is set"),
    REFEREES("where a referee judges, which must be the one of earlier scores"),
    PUTS_PROMPTS_BACK("where prompts are put back");

    private final String words;

    Circumstance(String words) {
        this.words = words;
    }

    /** For people, behind the word "only". */
    public String words() {
        return words;
    }
}
