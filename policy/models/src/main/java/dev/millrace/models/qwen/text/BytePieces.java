package dev.millrace.models.qwen.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The bytes of a byte-level tokenizer's pieces. Such a vocabulary writes each byte as one printable character: those of Latin-1
 * that can be printed as themselves, the others as the characters from U+0100 on, in order (GPT-2). Pure.
 */
public final class BytePieces {

    private static final char[] CHARACTERS = characters();
    private static final Map<Character, Integer> BYTES = bytes();

    private BytePieces() {}

    private static char[] characters() {
        char[] characters = new char[0x100];
        int next = 0x100;
        for (int value = 0; value < characters.length; value++) {
            boolean isPrinted = value >= '!' && value <= '~' || value >= 0xa1 && value <= 0xac || value >= 0xae;
            characters[value] = (char) (isPrinted ? value : next++);
        }
        return characters;
    }

    private static Map<Character, Integer> bytes() {
        Map<Character, Integer> bytes = new HashMap<>();
        for (int value = 0; value < CHARACTERS.length; value++) {
            bytes.put(CHARACTERS[value], value);
        }
        return bytes;
    }

    /** The characters that stand for these bytes. */
    public static String piece(byte[] bytes) {
        StringBuilder piece = new StringBuilder(bytes.length);
        for (byte value : bytes) {
            piece.append(CHARACTERS[value & 0xff]);
        }
        return piece.toString();
    }

    /** The bytes of a piece; a character that stands for none gives its own in UTF-8. */
    static byte[] of(String piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(piece.length());
        piece.codePoints().forEach(point -> {
            Integer value = point <= Character.MAX_VALUE ? BYTES.get((char) point) : null;
            if (value != null) {
                out.write(value);
            } else {
                out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
        });
        return out.toByteArray();
    }
}
