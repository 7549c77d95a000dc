package dev.millrace.streams.scoring.judge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.http.Quote;
import dev.millrace.schemas.http.ReplyException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Finds the number in a judge's words. What could be meant in two ways is refused: a wrong score is worse than none.
 *
 * @param form where it stands
 * @param key under which, where it stands in an object
 * @param lowest least number that it may be
 * @param highest greatest number that it may be
 */
record JudgeReply(ReplyForm form, String key, double lowest, double highest) {

    /** What a model thinks before it speaks. */
    private static final Pattern THOUGHT = Pattern.compile("(?s)\\A\\s*(<think>.*?)?</think>");

    /** A number that is not a piece of a word or of another number. */
    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\w.,/-])[-+]?([0-9]+([.][0-9]+)?|[.][0-9]+)(?![\\w/-]|[.,][0-9])");

    /** {@code 7/10}, {@code 7 out of 10}. */
    private static final Pattern OF = Pattern.compile(
            "(?<![\\w.,/-])([-+]?[0-9]+(?:[.][0-9]+)?)\\s*(?:/|out of|of)\\s*([0-9]+(?:[.][0-9]+)?)(?![\\w/-]|[.,][0-9])");

    /** What is written for a minus before a number. */
    private static final Pattern MINUS = Pattern.compile("[\u2010-\u2015\u2212](?=[.0-9])");

    /**
     * The number that a judge gives.
     *
     * @throws ReplyException saying why, if there is none, more than one, or one out of the range
     */
    double read(String reply) throws ReplyException {
        String spoken = THOUGHT.matcher(reply).replaceFirst("");
        double value = form == ReplyForm.JSON ? ofObject(spoken) : ofLastLine(spoken);
        if (!(value >= lowest && value <= highest)) {
            throw new ReplyException("the judge gave " + JudgeTemplate.number(value) + ", which is not from "
                    + JudgeTemplate.number(lowest) + " to " + JudgeTemplate.number(highest));
        }
        return value;
    }

    private double ofLastLine(String reply) throws ReplyException {
        String line = reply.lines()
                .filter(each -> !each.isBlank())
                .reduce((before, last) -> last)
                .map(last -> MINUS.matcher(last).replaceAll("-"))
                .orElseThrow(() -> new ReplyException("the judge said nothing"));
        List<MatchResult> fractions = OF.matcher(line).results().toList();
        if (fractions.size() == 1 && Double.parseDouble(fractions.get(0).group(2)) == highest) {
            String rest = OF.matcher(line).replaceFirst(" ");
            if (NUMBER.matcher(rest).results().findAny().isEmpty()) {
                return Double.parseDouble(fractions.get(0).group(1));
            }
        }
        List<Double> numbers = NUMBER.matcher(line)
                .results()
                .map(number -> Double.parseDouble(number.group()))
                .distinct()
                .toList();
        if (numbers.size() != 1 || !fractions.isEmpty()) {
            throw new ReplyException("the last line of the judge's reply has "
                    + (numbers.isEmpty() && fractions.isEmpty() ? "no number" : "not one number alone") + ": "
                    + Quote.of(line));
        }
        return numbers.get(0);
    }

    /** The value in the last object that holds the key. */
    private double ofObject(String reply) throws ReplyException {
        JsonNode value = JudgeObjects.in(reply).stream()
                .filter(object -> object.has(key))
                .reduce((before, last) -> last)
                .orElseThrow(() -> new ReplyException(
                        "the judge's reply has no JSON object with the key \"" + key + "\": " + Quote.of(reply)))
                .get(key);
        if (!value.isNumber()) {
            throw new ReplyException(
                    "\"" + key + "\" of the judge's reply is no number: " + Quote.of(value.toString()));
        }
        return value.doubleValue();
    }
}
