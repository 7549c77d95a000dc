package dev.millrace.monitoring.monitor;

/** Text of a topic, as a terminal may get it: nothing in it moves the cursor, changes a colour or turns its direction. Pure. */
public final class PlainText {

    private PlainText() {}

    /** On one line; a mark stands for each character that is left out. */
    public static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> plain.appendCodePoint(c == '\n' ? '⏎' : isHarmful(c) ? '·' : c));
        return plain.toString();
    }

    private static boolean isHarmful(int c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || turnsDirection(c);
    }

    private static boolean turnsDirection(int c) {
        return switch (Character.getDirectionality(c)) {
            case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                    Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                    Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE -> true;
            default -> false;
        };
    }
}
