package dev.millrace.learner.experience;

import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.log.LogPositionException;
import dev.millrace.schemas.log.LogReader;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trajectories from their topic. A record that is only late is waited for, however long it takes: to drop it would make
 * the batch depend on the broker's mood, and a resumed learner would end with other weights.
 *
 * <p>Owns the reader; belongs to one thread.
 */
public final class LoggedTrajectories implements TrajectorySource, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LoggedTrajectories.class);

    private final LogReader<Trajectory> reader;

    public LoggedTrajectories(LogReader<Trajectory> reader) {
        this.reader = reader;
    }

    @Override
    public List<Fetched> fetch(List<LogPosition> positions) {
        try {
            return reader.fetch(positions).stream()
                    .<Fetched>map(Fetched.Found::new)
                    .toList();
        } catch (LogPositionException e) {
            List<Fetched> each = new ArrayList<>(positions.size());
            positions.forEach(position -> each.add(fetch(position)));
            return List.copyOf(each);
        }
    }

    private Fetched fetch(LogPosition position) {
        while (true) {
            try {
                return new Fetched.Found(reader.fetch(position));
            } catch (LogPositionException e) {
                if (!e.isAwaited()) {
                    return new Fetched.Missing(String.valueOf(e.getMessage()));
                }
                log.atWarn().addKeyValue("cause", e.getMessage()).log("still waiting for a trajectory");
            }
        }
    }

    /** Makes a waiting fetch end. Safe from any thread. */
    public void wakeup() {
        reader.wakeup();
    }

    @Override
    public void close() {
        reader.close();
    }
}
