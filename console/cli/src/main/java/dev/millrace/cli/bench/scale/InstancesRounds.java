package dev.millrace.cli.bench.scale;

import dev.millrace.cli.bench.Spread;
import java.util.ArrayList;
import java.util.List;

/** Rounds with the same number of instances. */
final class InstancesRounds {

    private final int instances;
    private final List<Double> perSecond = new ArrayList<>();
    private final List<Double> ownCpuMillis = new ArrayList<>();

    InstancesRounds(int instances) {
        this.instances = instances;
    }

    void add(double groupsPerSecond, double cpuMillisOfAGroup) {
        perSecond.add(groupsPerSecond);
        ownCpuMillis.add(cpuMillisOfAGroup);
    }

    int instances() {
        return instances;
    }

    Spread perSecond() {
        return Spread.of(perSecond);
    }

    Spread ownCpuMillis() {
        return Spread.of(ownCpuMillis);
    }
}
