package dev.millrace.cli.bench.credit;

import com.sun.management.ThreadMXBean;
import dev.millrace.cli.bench.Machine;
import dev.millrace.cli.bench.Spread;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.streams.credit.CreditAssignment;
import dev.millrace.streams.credit.GroupCredit;
import dev.millrace.streams.credit.RewardedTrajectory;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleBiFunction;

/** Measures credit and copying in turns. Belongs to one thread. */
public final class CreditBench {

    private static final double NANOS = 1e9;
    private static final GroupId GROUP = new GroupId("bench/0/1");
    private static final int WARMING = 8;

    /** A copy is over before a clock sees it. */
    private static final int COPIES = 10;

    private final int groups;
    private final int rounds;
    private final int tokens;
    private final Consumer<String> out;

    /**
     * @param groups of a round
     * @param rounds that count
     * @param tokens of each answer
     * @param out takes lines for people as they come
     */
    public CreditBench(int groups, int rounds, int tokens, Consumer<String> out) {
        this.groups = groups;
        this.rounds = rounds;
        this.tokens = tokens;
        this.out = out;
    }

    /** Measures one reshaper after the other. */
    public CreditReport run(List<String> methods) {
        Machine before = Machine.now();
        out.accept(before.line());
        List<CreditRow> rows = new ArrayList<>();
        for (String method : methods) {
            CreditRow row = measure(method);
            out.accept(row.line());
            rows.add(row);
        }
        return new CreditReport(before, Machine.now(), groups, rows);
    }

    /** Wall and CPU seconds, and bytes allocated, of something. */
    private record Taken(double seconds, double cpuSeconds, long bytes) {

        static Taken by(Runnable work) {
            ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long bytes = thread.getCurrentThreadAllocatedBytes();
            long cpu = thread.getCurrentThreadCpuTime();
            long begun = System.nanoTime();
            work.run();
            return new Taken(
                    (System.nanoTime() - begun) / NANOS,
                    (thread.getCurrentThreadCpuTime() - cpu) / NANOS,
                    thread.getCurrentThreadAllocatedBytes() - bytes);
        }
    }

    private CreditRow measure(String method) {
        MillraceConfig config = MillraceConfig.loader().load(Optional.empty(), List.of("reshaping.method=" + method));
        CreditGroups work =
                CreditGroups.draw(groups, tokens, config.reward().weights().keySet());
        CreditAssignment credit = new CreditAssignment(config.credit());
        float[][] room = new float[work.arrays().size() * 3 / 2][tokens];
        List<Taken> credited = new ArrayList<>();
        List<Taken> copied = new ArrayList<>();
        for (int round = 0; round < WARMING + rounds; round++) {
            credited.add(Taken.by(() -> assign(credit, work)));
            copied.add(Taken.by(() -> copy(work, room)));
        }
        List<Taken> ours = credited.subList(WARMING, credited.size());
        List<Taken> limit = copied.subList(WARMING, copied.size());
        return new CreditRow(
                CreditGroups.SIZE + "x" + tokens,
                method,
                Spread.of(ours.stream().map(taken -> groups / taken.seconds()).toList()),
                Spread.of(limit.stream()
                        .map(taken -> COPIES * groups / taken.seconds())
                        .toList()),
                ratio(ours, limit, (one, other) -> other.seconds() / COPIES / one.seconds()),
                ratio(ours, limit, (one, other) -> other.cpuSeconds() / COPIES / one.cpuSeconds()),
                ours.get(ours.size() - 1).bytes() / groups);
    }

    private static Spread ratio(List<Taken> ours, List<Taken> limit, ToDoubleBiFunction<Taken, Taken> ratio) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ours.size(); round++) {
            ratios.add(ratio.applyAsDouble(ours.get(round), limit.get(round)));
        }
        return Spread.of(ratios);
    }

    private static void assign(CreditAssignment credit, CreditGroups work) {
        int credited = 0;
        for (List<CreditGroups.Answer> group : work.groups()) {
            List<RewardedTrajectory> rewarded = new ArrayList<>(group.size());
            for (CreditGroups.Answer answer : group) {
                rewarded.add(new RewardedTrajectory(
                        rewarded.size(),
                        work.tokens(),
                        answer.scores(),
                        credit.reward(answer.scores()).orElseThrow(),
                        answer.measures()));
            }
            GroupCredit made = credit.assign(GROUP, rewarded);
            credited += made.trajectories().size();
        }
        if (credited != work.groups().size() * CreditGroups.SIZE) {
            throw new IllegalStateException("answers are missing from their credit");
        }
    }

    /** PRPO reads two arrays of an answer and writes three. */
    private static void copy(CreditGroups work, float[][] room) {
        for (int time = 0; time < COPIES; time++) {
            for (int array = 0; array < room.length; array++) {
                System.arraycopy(work.arrays().get(array * 2 / 3), 0, room[array], 0, work.tokens());
            }
        }
    }
}
