package dev.millrace.streams.assembly;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.streams.advantage.ZeroVariance;
import dev.millrace.streams.credit.CreditAssignment;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.credit.GroupCredit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a group that ends with what it has. It holds settings only; safe on any thread. */
final class GroupSettling {

    private final AssemblyConfig assembly;
    private final ZeroVariance zeroVariance;
    private final CreditAssignment credit;
    private final ScoreJudge judge;

    GroupSettling(AssemblyConfig assembly, CreditSettings settings) {
        this.assembly = assembly;
        this.zeroVariance = settings.advantage().zeroVariance();
        this.credit = new CreditAssignment(settings);
        this.judge = new ScoreJudge(settings.reward(), assembly, credit);
    }

    Settlement settle(GroupId id, GroupState state) {
        List<HeldScore> orphans = orphans(state);
        if (state.trajectories().isEmpty()) {
            return new Settlement(null, List.of(), orphans);
        }
        Muster muster = new Muster(state, judge);
        if (assembly.policy() == DeadlinePolicy.DROP_GROUP) {
            Dropped end = incomplete(muster);
            if (end != null) {
                return dropped(muster.refused().drops(), end, orphans);
            }
        }
        List<Dropped> single = new ArrayList<>(muster.refused().drops());
        single.addAll(muster.lacking().drops());
        Dropped tooSmall = tooSmall(muster);
        if (tooSmall != null) {
            return dropped(single, tooSmall, orphans);
        }
        GroupCredit shares = credit.assign(id, muster.rewarded());
        if (shares.zeroVariance() && zeroVariance == ZeroVariance.DROP) {
            String detail = "all rewards are " + shares.rewardMean();
            return dropped(single, whole(muster.rewardedIndices(), DropReason.ZERO_VARIANCE, detail), orphans);
        }
        SettledGroup trained = trained(muster, shares);
        long size = GroupSize.of(trained);
        if (size > GroupSize.MOST) {
            String detail = "its experience would take " + size + " bytes, a record has room for " + GroupSize.MOST
                    + "; lower worker.group_size or worker.max_response_tokens, or set reshaping.method=none";
            return dropped(single, whole(muster.rewardedIndices(), DropReason.TOO_LARGE, detail), orphans);
        }
        return new Settlement(trained, single, orphans);
    }

    /** Scores whose trajectory has not come. */
    private static List<HeldScore> orphans(GroupState state) {
        List<HeldScore> orphans = new ArrayList<>();
        for (HeldScore score : state.scores()) {
            if (state.trajectory(score.index()) == null) {
                orphans.add(score);
            }
        }
        return orphans;
    }

    /** The end of a group of which something is missing; null if it is all there. */
    private static @Nullable Dropped incomplete(Muster muster) {
        for (DropReason reason : muster.lacking().reasons()) {
            return whole(muster.usable(), reason, muster.lacking().detail(reason));
        }
        return muster.missing() > 0 ? whole(muster.usable(), DropReason.MISSING_TRAJECTORY, muster.count()) : null;
    }

    /** The end of a group with too few survivors; null if there are enough. */
    private @Nullable Dropped tooSmall(Muster muster) {
        int survivors = muster.candidates().size();
        if (survivors >= assembly.minGroupSize()) {
            return null;
        }
        DropReason reason = DropReason.GROUP_TOO_SMALL;
        if (muster.missing() > 0 && muster.arrived() < assembly.minGroupSize()) {
            reason = DropReason.MISSING_TRAJECTORY;
        } else if (survivors == 1) {
            reason = DropReason.DEGENERATE_GROUP;
        }
        return whole(
                muster.rewardedIndices(), reason, muster.count() + ", min_group_size is " + assembly.minGroupSize());
    }

    /** Credit comes in the order of the candidates. */
    private static SettledGroup trained(Muster muster, GroupCredit shares) {
        List<SettledTrajectory> survivors =
                new ArrayList<>(shares.trajectories().size());
        for (int i = 0; i < shares.trajectories().size(); i++) {
            Muster.Candidate candidate = muster.candidates().get(i);
            survivors.add(new SettledTrajectory(
                    candidate.trajectory(),
                    candidate.judgement().components(),
                    shares.trajectories().get(i)));
        }
        return new SettledGroup(muster.prompt(), survivors, shares.rewardMean(), shares.rewardStd());
    }

    private static Settlement dropped(List<Dropped> single, Dropped end, List<HeldScore> orphans) {
        List<Dropped> drops = new ArrayList<>(single);
        drops.add(end);
        return new Settlement(null, drops, orphans);
    }

    private static Dropped whole(List<Integer> indices, DropReason reason, String detail) {
        return new Dropped(DropLedger.packed(indices), true, reason, detail);
    }
}
