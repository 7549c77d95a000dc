package dev.millrace.schemas.access;

import java.util.Locale;

/** Who comes to the broker. Each can be a user of its own. */
public enum Actor {
    PROVISIONER("`topics create`"),
    FEEDER("`prompts publish`"),
    WORKER("`worker`"),
    SCORER("`score`"),
    STREAMS("`streams`"),
    LEARNER("`learn`"),
    EVALUATOR("`evaluate --follow`"),
    PAGE("`page`, `watch`, `dead-letters list`"),
    AUDITOR("`audit`, `export`, `show`, `compare`, `doctor`, `runs list`, `runs show`, `store list`,"
            + " `store collect`, `store adopt`, `topics plan`, `watch --follow` of weights and late scores"),
    REPLAYER("`replay` onto topics (`R` is the run of `--run-as`), `dead-letters reinject`"),
    CLEANER("`runs delete`");

    private final String commands;

    Actor(String commands) {
        this.commands = commands;
    }

    /** What it is called in commands, and its user unless that has another name. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The commands that come as this one, for people. */
    public String commands() {
        return commands;
    }
}
