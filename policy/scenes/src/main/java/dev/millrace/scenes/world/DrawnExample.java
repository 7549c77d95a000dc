package dev.millrace.scenes.world;

import dev.millrace.policy.image.RgbImage;

/** A scene, its picture and a question about it. */
public record DrawnExample(Scene scene, RgbImage image, Question question) {

    /** The response the policy learns: {@code <think> red 3 , blue 5 . 5 blue </think> blue}. */
    public String response() {
        String evidence = question.evidence().isEmpty() ? "" : " . " + question.evidence();
        return seen() + evidence + " </think> " + question.answer();
    }

    /** Its first part, which does not depend on the question: what is seen. */
    public String seen() {
        return "<think> " + scene.description();
    }
}
