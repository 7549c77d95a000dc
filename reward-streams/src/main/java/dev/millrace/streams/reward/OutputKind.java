package dev.millrace.streams.reward;

/** What a prompt's trajectories are: other scorers speak of images than of texts. */
public enum OutputKind {
    TEXT,
    IMAGE
}
