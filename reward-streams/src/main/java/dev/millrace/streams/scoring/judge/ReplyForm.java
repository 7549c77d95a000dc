package dev.millrace.streams.scoring.judge;

/** Where the number stands in a judge's reply. */
public enum ReplyForm {
    /** Alone among words on the last line that is not blank. */
    NUMBER,

    /** Under a key of the last JSON object. */
    JSON
}
