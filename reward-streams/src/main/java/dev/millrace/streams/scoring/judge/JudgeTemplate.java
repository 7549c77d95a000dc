package dev.millrace.streams.scoring.judge;

import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.streams.scoring.Sample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a judge is asked: words with places in them. <code>{word}</code> is a place, <code>{{word}}</code> stands for
 * <code>{word}</code>; other braces are braces. What fills a place is not looked through again. Immutable.
 *
 * @param pieces words and places in their order
 * @param digest SHA-256 of the text
 */
record JudgeTemplate(List<Piece> pieces, String digest) {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z_]+)}}|\\{([a-z_]+)}");

    /** Where an image stands in the text of a question. */
    private static final Pattern MARKER = Pattern.compile("<image>");

    private static final String NO_IMAGE = "[image]";

    /** What can stand in a place. */
    enum Place {
        QUESTION,
        ANSWER,
        REFERENCE,
        RESPONSE,
        CATEGORY,
        LOWEST,
        HIGHEST;

        /** The word for it in a template. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Words, or a place. */
    sealed interface Piece {

        record Words(String text) implements Piece {}

        record Gap(Place place) implements Piece {}
    }

    /** A part of what is sent: text, or an image. */
    sealed interface Part {

        record Text(String text) implements Part {}

        record Image(ImageRef image) implements Part {}
    }

    JudgeTemplate {
        pieces = List.copyOf(pieces);
    }

    /**
     * Reads a template.
     *
     * @param key names it in errors
     * @throws IllegalArgumentException that begins with the key, if a place is unknown, or the response has none
     */
    static JudgeTemplate parse(String key, String text) {
        List<Piece> pieces = new ArrayList<>();
        Matcher places = PLACE.matcher(text);
        int end = 0;
        while (places.find()) {
            pieces.add(new Piece.Words(text.substring(end, places.start())));
            pieces.add(
                    places.group(1) != null
                            ? new Piece.Words("{" + places.group(1) + "}")
                            : new Piece.Gap(place(key, places.group(2))));
            end = places.end();
        }
        pieces.add(new Piece.Words(text.substring(end)));
        if (!pieces.contains(new Piece.Gap(Place.RESPONSE))) {
            throw new IllegalArgumentException(key + " must have a place for the {response}");
        }
        return new JudgeTemplate(pieces, Sha256.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static Place place(String key, String word) {
        return Arrays.stream(Place.values())
                .filter(place -> place.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        key + " has a place {" + word + "}, which nothing fills; there are "
                                + Arrays.stream(Place.values()).map(Place::word).collect(Collectors.joining(", "))
                                + ", and {{" + word + "}} stands for the word in braces itself"));
    }

    /** Whether it cannot be filled without a reference answer. */
    boolean needsReference() {
        return pieces.contains(new Piece.Gap(Place.ANSWER)) || pieces.contains(new Piece.Gap(Place.REFERENCE));
    }

    /**
     * The template filled with a sample. Images of the question stand where its text has its markers, or before all else; what
     * was drawn stands in the place of the response.
     *
     * @param config says of which range numbers are, and whether images of the question are shown
     * @return parts in their order; no two texts stand side by side
     */
    List<Part> fill(Sample sample, JudgeConfig config) {
        PartList parts = new PartList();
        Deque<ImageRef> images = new ArrayDeque<>();
        if (config.images()) {
            images.addAll(sample.prompt().getImages());
        }
        boolean marked = pieces.contains(new Piece.Gap(Place.QUESTION));
        long markers =
                marked ? MARKER.matcher(sample.prompt().getText()).results().count() : 0;
        while (images.size() > markers) {
            parts.add(images.remove());
        }
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Words words) {
                parts.add(words.text());
            } else if (piece instanceof Piece.Gap gap) {
                fill(parts, gap.place(), sample, config, images);
            }
        }
        return parts.all();
    }

    private static void fill(PartList parts, Place place, Sample sample, JudgeConfig config, Deque<ImageRef> images) {
        switch (place) {
            case QUESTION -> question(parts, sample.prompt().getText(), images);
            case RESPONSE -> {
                Optional<ImageRef> drawn = sample.image();
                if (drawn.isPresent()) {
                    parts.add(drawn.get());
                } else {
                    parts.add(sample.text());
                }
            }
            case ANSWER, REFERENCE ->
                parts.add(Objects.requireNonNullElse(sample.prompt().getReference(), ""));
            case CATEGORY ->
                parts.add(Objects.requireNonNullElse(sample.prompt().getCategory(), ""));
            case LOWEST -> parts.add(number(config.lowest()));
            case HIGHEST -> parts.add(number(config.highest()));
        }
    }

    private static void question(PartList parts, String text, Deque<ImageRef> images) {
        String[] words = MARKER.split(text, -1);
        parts.add(words[0]);
        for (int i = 1; i < words.length; i++) {
            if (images.isEmpty()) {
                parts.add(NO_IMAGE);
            } else {
                parts.add(images.remove());
            }
            parts.add(words[i]);
        }
    }

    /** Without a fraction that is 0. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? "" + (long) value : "" + value;
    }

    /** Parts as they grow. */
    private static final class PartList {

        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();

        void add(String words) {
            text.append(words);
        }

        void add(ImageRef image) {
            endText();
            parts.add(new Part.Image(image));
        }

        List<Part> all() {
            endText();
            return List.copyOf(parts);
        }

        private void endText() {
            if (!text.isEmpty()) {
                parts.add(new Part.Text(text.toString()));
                text.setLength(0);
            }
        }
    }
}
