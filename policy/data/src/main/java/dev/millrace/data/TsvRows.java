package dev.millrace.data;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.dataset.Row;
import dev.millrace.policy.dataset.RowException;
import dev.millrace.policy.dataset.RowSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of a file with tabs, in its order; an empty cell is null. Belongs to one thread. */
final class TsvRows implements RowSource {

    private final TsvCells cells;
    private final TsvImages images;
    private long number;

    private TsvRows(TsvCells cells, TsvImages images) {
        this.cells = cells;
        this.images = images;
    }

    static TsvRows open(Path file) throws IOException {
        TsvImages images = TsvImages.of(file);
        return new TsvRows(TsvCells.open(file), images);
    }

    @Override
    public String unit() {
        return "row";
    }

    @Override
    public Set<String> columns() {
        return new LinkedHashSet<>(cells.names());
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public @Nullable Row next() throws IOException, RowException {
        String[] row = cells.next();
        if (row == null) {
            return null;
        }
        number++;
        if (row.length != cells.names().size()) {
            throw new RowException("the row has " + row.length + " cells, the first line names "
                    + cells.names().size() + " columns; put what holds tabs or quotation marks in quotation marks");
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < row.length; i++) {
            String column = cells.names().get(i);
            if (row[i].isEmpty()) {
                fields.putNull(column);
            } else {
                fields.set(column, images.node(column, row[i]));
            }
        }
        return new Row(fields, Map.of());
    }

    @Override
    public void close() throws IOException {
        cells.close();
    }
}
