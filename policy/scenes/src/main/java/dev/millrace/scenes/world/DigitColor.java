package dev.millrace.scenes.world;

import java.util.Locale;

/** The colours of digits. */
public enum DigitColor {
    RED(230, 60, 50),
    GREEN(60, 200, 80),
    BLUE(70, 110, 240),
    YELLOW(236, 210, 60),
    PURPLE(170, 80, 210),
    WHITE(236, 236, 236);

    private final int red;
    private final int green;
    private final int blue;

    DigitColor(int red, int green, int blue) {
        this.red = red;
        this.green = green;
        this.blue = blue;
    }

    /** The word for it in questions and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A channel of the full colour, 0 to 255: 0 red, 1 green, 2 blue. */
    int channel(int channel) {
        return switch (channel) {
            case 0 -> red;
            case 1 -> green;
            default -> blue;
        };
    }
}
