package dev.millrace.streams.scoring.judge;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSON objects among the words of a reply. Pure, safe on any thread. */
final class JudgeObjects {

    private static final ObjectReader JSON = JsonMapper.builder().build().reader();

    /** What an object begins with, unlike the braces of TeX. */
    private static final Pattern OPENING = Pattern.compile("\\{\\s*+[\"}]");

    /** Most broken objects that are looked into. */
    private static final int MOST_BROKEN = 1_000;

    private JudgeObjects() {}

    /**
     * The objects that stand within no other, in their order; none if too many are broken. Nothing is taken out of what begins
     * as an object and is broken further on: a part of it is not the whole. No part is read twice, so that the time is linear
     * in the length.
     */
    static List<ObjectNode> in(String reply) {
        List<ObjectNode> objects = new ArrayList<>();
        Matcher opening = OPENING.matcher(reply);
        int broken = 0;
        for (int at = 0; opening.find(at); ) {
            int before = objects.size();
            int read = read(reply, opening.start(), objects);
            at = Math.min(reply.length(), opening.start() + Math.max(1, read));
            broken += objects.size() > before ? 0 : 1;
            if (broken > MOST_BROKEN) {
                return List.of();
            }
        }
        return objects;
    }

    /** Reads the object that begins at an index, if it is one. Returns how many characters of it were read. */
    private static int read(String reply, int open, List<ObjectNode> objects) {
        try (Reader from = new StringReader(reply)) {
            long unused = from.skip(open);
            try (JsonParser parser = JSON.createParser(from)) {
                boolean whole = object(parser, objects);
                int read = (int) parser.currentLocation().getCharOffset();
                return whole ? read : read - 1; // what it broke at may be the beginning of another
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // no text does that
        }
    }

    private static boolean object(JsonParser parser, List<ObjectNode> objects) throws IOException {
        try {
            ObjectNode object = JSON.readTree(parser);
            objects.add(object);
            return true;
        } catch (JsonProcessingException e) {
            return false; // this brace is no object's, or that of a broken one
        }
    }
}
