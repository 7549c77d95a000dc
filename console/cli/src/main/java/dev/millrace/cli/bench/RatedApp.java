package dev.millrace.cli.bench;

import java.util.List;

/**
 * What came out for one application.
 *
 * @param name of it
 * @param coldFirstSeconds from its start to its first group, the first time it ran in this process
 * @param coldPerSecond groups a second then
 * @param perSecond groups a second when warm
 * @param cpuMillis CPU of the process for a group when warm, broker, compilers and reader included
 * @param ownCpuMillis CPU of its own threads for a group when warm
 */
public record RatedApp(
        String name,
        double coldFirstSeconds,
        double coldPerSecond,
        Spread perSecond,
        Spread cpuMillis,
        Spread ownCpuMillis) {

    /** @param rounds the first is the cold one; at least two */
    static RatedApp of(String name, List<Outcome> rounds) {
        List<Outcome> warm = rounds.subList(1, rounds.size());
        return new RatedApp(
                name,
                rounds.get(0).firstSeconds(),
                rounds.get(0).perSecond(),
                Spread.of(warm.stream().map(Outcome::perSecond).toList()),
                Spread.of(warm.stream().map(Outcome::cpuMillis).toList()),
                Spread.of(warm.stream().map(Outcome::ownCpuMillis).toList()));
    }
}
