package topo.cli;

import java.util.ArrayList;
import java.util.List;
import topo.api.yaml.Problems;

/** Rows of text in columns, as wide as their widest cell, three spaces apart. */
final class Table {
    private static final int GAP = 3;
    private static final int LONGEST_CELL = 500;

    private final List<String[]> rows = new ArrayList<>();
    private final int columns;

    Table(String... heads) {
        columns = heads.length;
        rows.add(heads);
    }

    void row(String... cells) {
        String[] safe = new String[columns];
        for (int i = 0; i < columns; i++) {
            safe[i] = Problems.printable(cells[i], LONGEST_CELL);
        }
        rows.add(safe);
    }

    List<String> lines() {
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + GAP));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
