package dev.millrace.cli.speed;

import dev.millrace.policy.family.ComputeDevice;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.Precision;
import dev.millrace.policy.family.Workload;
import dev.millrace.policy.learning.Adaptation;
import java.util.List;
import java.util.Locale;

/**
 * What is measured.
 *
 * @param kind of work
 * @param precision how weights are held
 * @param threads of the engine
 * @param sequences answers at a time
 * @param promptTokens of the prompt
 * @param answerTokens of an answer
 * @param recompute whether layers are computed again on the way back, where there is one
 */
public record SpeedTask(
        Kind kind,
        Precision precision,
        int threads,
        int sequences,
        int promptTokens,
        int answerTokens,
        boolean recompute) {

    /** The rank of the adapter that is trained. */
    static final int RANK = 16;

    /** Kinds of work. */
    public enum Kind {
        /** Answers of a group are drawn, their prompt with them. */
        SAMPLING,
        /** A step of all weights. */
        FULL,
        /** A step of an adapter. */
        LORA;

        /** As it is told. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    ComputeSettings compute() {
        return new ComputeSettings(threads, ComputeDevice.CPU, precision);
    }

    /** What is trained. */
    Adaptation adaptation() {
        return kind == Kind.LORA
                ? new Adaptation.LowRank(RANK, 2 * RANK, false, List.of(Adaptation.LowRank.ALL_LINEAR), false, 1)
                : new Adaptation.Full(true);
    }

    /** For its memory. */
    Workload workload() {
        return kind == Kind.SAMPLING
                ? new Workload.Sampling(sequences, promptTokens, answerTokens, false)
                : new Workload.Training(1, sequences, promptTokens, answerTokens, adaptation(), false, recompute);
    }

    /** Tokens that a second is counted in: those drawn, or those that go through the network. */
    int tokens() {
        return kind == Kind.SAMPLING ? sequences * answerTokens : sequences * (promptTokens + answerTokens);
    }
}
