package dev.millrace.models.qwen.model;

/**
 * Which parts of a network get gradients.
 *
 * @param lowestLayer of the language model that has trained parameters at or below it
 * @param embedding whether the embedding is trained
 * @param tower whether the vision tower is
 */
public record TrainedParts(int lowestLayer, boolean embedding, boolean tower) {

    /** All. */
    public static final TrainedParts ALL = new TrainedParts(0, true, true);

    /** None, where nothing is carried back. */
    public static final TrainedParts NONE = new TrainedParts(0, false, false);
}
