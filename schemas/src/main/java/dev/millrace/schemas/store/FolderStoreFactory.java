package dev.millrace.schemas.store;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes stores in a folder that all processes share: {@code {type: folder, config: {path: /data/objects}}}. */
public final class FolderStoreFactory implements ObjectStoreFactory {

    private static final String PATH = "path";

    @Override
    public String type() {
        return "folder";
    }

    @Override
    public ObjectStore open(Map<String, String> config) {
        Set<String> unknown = new TreeSet<>(config.keySet());
        unknown.remove(PATH);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    unknown.iterator().next() + " is no setting of a folder; it has " + PATH);
        }
        String path = config.get(PATH);
        if (path == null || path.isBlank()) {
            throw new IllegalArgumentException(PATH + " must name the folder that learner and workers share");
        }
        return new FolderStore(Path.of(path));
    }
}
