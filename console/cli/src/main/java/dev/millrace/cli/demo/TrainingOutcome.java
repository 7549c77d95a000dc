package dev.millrace.cli.demo;

import dev.millrace.cli.demo.DemoReport.Throughput;
import dev.millrace.monitoring.monitor.RunSnapshot;
import dev.millrace.policy.checkpoint.ModelSource;
import java.time.Duration;

/**
 * What a training run left.
 *
 * @param policy files of the trained policy
 * @param last the run when everything had settled
 * @param appliedMaxLag longest time from the publication of weights to their first use
 * @param dependencyCost seconds spent on measuring visual dependency for each second of drawing the same responses
 * @param throughput rates over the training
 */
record TrainingOutcome(
        ModelSource policy, RunSnapshot last, Duration appliedMaxLag, double dependencyCost, Throughput throughput) {}
