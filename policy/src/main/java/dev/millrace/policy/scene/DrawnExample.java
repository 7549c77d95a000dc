package dev.millrace.policy.scene;

import dev.millrace.policy.image.RgbImage;

/** A scene, its picture and a question about it. */
public record DrawnExample(Scene scene, RgbImage image, Question question) {

    /** The response the policy learns: {@code <think> red 3 , blue 5 </think> 8}. */
    public String response() {
        return thinking() + " " + question.answer();
    }

    /** Its first part: what is seen. */
    public String thinking() {
        return "<think> " + scene.description() + " </think>";
    }
}
