package dev.millrace.scenes.world;

import dev.millrace.policy.image.RgbImage;

/** A scene and its picture. */
public record DrawnScene(Scene scene, RgbImage image) {}
