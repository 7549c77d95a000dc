package dev.millrace.streams.scoring.math;

/** What units count. */
public enum UnitRule {
    /** Two different units differ; a unit that only one of both has is no difference. */
    OPTIONAL,
    /** An answer needs the unit of its reference. */
    REQUIRED,
    /** Units are not looked at. */
    IGNORED
}
