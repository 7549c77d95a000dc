package dev.millrace.runtime.access;

import dev.millrace.policy.Ability;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Circumstance;
import java.util.EnumSet;
import java.util.Set;

/** What is so of who comes as a role, as far as settings tell it. */
public final class Circumstances {

    /** Those that depend on what is typed, or on what somebody else has left. */
    private static final Set<Circumstance> UNTOLD =
            Set.of(Circumstance.UPGRADES, Circumstance.FEEDS_ON, Circumstance.REFEREES, Circumstance.PUTS_PROMPTS_BACK);

    private Circumstances() {}

    /**
     * What the settings say.
     *
     * @throws RuntimeException if they name a policy that there is not
     */
    public static Set<Circumstance> of(Actor actor, MillraceConfig settings) {
        Set<Circumstance> circumstances = EnumSet.noneOf(Circumstance.class);
        if (actor == Actor.WORKER) {
            ModelSource policy = Policies.sampledBy(settings.worker().engine(), Policies.find(settings.policy()));
            if (Policies.describe(policy).can(Ability.DRAWS)) {
                circumstances.add(Circumstance.DRAWS);
            }
            if (!settings.worker().engine().samplesHere()) {
                circumstances.add(Circumstance.SERVERS_SAMPLE);
            }
        }
        if (actor == Actor.FEEDER && settings.feeder().epochs() > 0) {
            circumstances.add(Circumstance.FEEDS_ON);
        }
        return circumstances;
    }

    /** What may be so all the same, since settings do not say it. */
    public static Set<Circumstance> untold(Set<Circumstance> said) {
        Set<Circumstance> open = EnumSet.copyOf(UNTOLD);
        open.removeAll(said);
        return open;
    }
}
