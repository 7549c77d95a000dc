package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.qwen.config.MultimodalRotary;
import dev.millrace.models.qwen.layout.TokenPositions;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Prompts, each once, and behind each all its answers, as one flat sequence without filling. An answer sees its prompt and itself;
 * its last token is left out, since nothing is predicted from it. Behind a prompt the answers lie by length, so that those of one
 * length go through attention together.
 */
final class SharedPrompts {

    /** A prompt at a place of the flat sequence, and rows with answers to it, as they were given. */
    private record Branch(TokenRow prompt, int begin, List<Integer> rows) {}

    private final List<AnsweredRow> rows;
    private final List<Branch> branches = new ArrayList<>();
    private final int[] answerBegins;
    private final int length;

    /** @param rows at least one; neighbours with the same prompt share it */
    SharedPrompts(List<AnsweredRow> rows) {
        this.rows = List.copyOf(rows);
        this.answerBegins = new int[rows.size()];
        int at = 0;
        for (int row = 0; row < rows.size(); ) {
            TokenRow prompt = rows.get(row).prompt();
            List<Integer> own = new ArrayList<>();
            for (; row < rows.size() && rows.get(row).prompt().equals(prompt); row++) {
                own.add(row);
            }
            own.sort(Comparator.comparingInt(this::read));
            branches.add(new Branch(prompt, at, List.copyOf(own)));
            at += prompt.length();
            for (int each : own) {
                answerBegins[each] = at;
                at += read(each);
            }
        }
        this.length = at;
    }

    /** Tokens of an answer that are read. */
    private int read(int row) {
        return rows.get(row).answer().length() - 1;
    }

    /** (1, tokens). */
    NDArray ids(NDManager manager) {
        long[] ids = new long[length];
        for (Branch branch : branches) {
            copy(branch.prompt().tokens(), branch.prompt().length(), ids, branch.begin());
            for (int row : branch.rows()) {
                copy(rows.get(row).answer(), read(row), ids, answerBegins[row]);
            }
        }
        return manager.create(ids, new Shape(1, length));
    }

    private static void copy(Tokens tokens, int count, long[] into, int at) {
        for (int i = 0; i < count; i++) {
            into[at + i] = tokens.at(i);
        }
    }

    Rotation rotation(NDManager manager, MultimodalRotary rotary) {
        List<TokenPositions> parts = new ArrayList<>();
        for (Branch branch : branches) {
            TokenPositions prompt = branch.prompt().positions();
            parts.add(prompt);
            for (int row : branch.rows()) {
                parts.add(prompt.behind(read(row)));
            }
        }
        return Rotation.flat(manager, rotary, parts);
    }

    /**
     * Who sees whom, as attention takes it: for each prompt its tokens, the number of lengths among its answers, and for each of
     * these the number of answers and their length.
     */
    long[] runs() {
        List<Integer> runs = new ArrayList<>();
        for (Branch branch : branches) {
            List<Integer> lengths = branch.rows().stream()
                    .map(this::read)
                    .filter(read -> read > 0)
                    .toList();
            List<Integer> distinct = lengths.stream().distinct().toList();
            runs.add(branch.prompt().length());
            runs.add(distinct.size());
            for (int each : distinct) {
                runs.add(Collections.frequency(lengths, each));
                runs.add(each);
            }
        }
        return runs.stream().mapToLong(Integer::longValue).toArray();
    }

    /** The images of all prompts, with their places in the flat sequence. */
    ShownImages shown() {
        return ShownImages.of(branches.stream().map(Branch::prompt).toList(), branch -> branches.get(branch)
                .begin());
    }

    /** Places from which the tokens of answers are predicted, in the order of the rows. */
    long[] answerPlaces() {
        LongStream.Builder places = LongStream.builder();
        for (Branch branch : branches) {
            // Neighbours of the list of rows, though within a branch they lie by length.
            for (int row : branch.rows().stream().sorted().toList()) {
                places.add(branch.begin() + (long) branch.prompt().length() - 1);
                LongStream.range(answerBegins[row], answerBegins[row] + (long) read(row))
                        .forEach(places::add);
            }
        }
        return places.build().toArray();
    }
}
