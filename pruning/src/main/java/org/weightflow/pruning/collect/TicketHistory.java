package org.weightflow.pruning.collect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.weightflow.networks.artefact.AtomicFiles;

/**
 * How the tickets of a zoo were found, {@code history.csv} in its folder: for each member the levels of the search, what each kept, and
 * how accurate the network was that was trained under it, on the first 2,000 validation examples at most; the last line of a member
 * is its ticket.
 */
public final class TicketHistory {
    private static final String FILE = "history.csv";
    private static final String HEAD = "member,level,kept,prunable,validation_accuracy";
    private static final Pattern COMMA = Pattern.compile(",");

    /**
     * One level of one member.
     *
     * @param level              0 is dense
     * @param validationAccuracy of the network that was trained under the level's mask, a fraction
     */
    public record Line(int member, int level, int kept, int prunable, double validationAccuracy) {
        private String text() {
            return member + "," + level + "," + kept + "," + prunable + "," + validationAccuracy;
        }
    }

    private TicketHistory() {}

    /**
     * The history of a zoo; empty where it has none.
     *
     * @throws IOException if it is damaged, naming file and line
     */
    public static List<Line> read(Path zoo) throws IOException {
        Path file = zoo.resolve(FILE);
        if (!Files.exists(file)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(file);
        List<Line> history = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] parts = COMMA.split(lines.get(i), -1);
            try {
                history.add(new Line(
                        Integer.parseInt(parts[0]),
                        Integer.parseInt(parts[1]),
                        Integer.parseInt(parts[2]),
                        Integer.parseInt(parts[3]),
                        Double.parseDouble(parts[4])));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException damaged) {
                throw new IOException(file + ": line " + (i + 1) + " is '" + lines.get(i) + "', not " + HEAD, damaged);
            }
        }
        return history;
    }

    /** Writes the part of one group, before its first member is appended. */
    static void writePart(Path zoo, int first, List<Line> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.text()).append('\n'));
        AtomicFiles.writeText(part(zoo, first), text.toString());
    }

    /** Makes one file of the parts. */
    static void join(Path zoo, List<Integer> firsts) throws IOException {
        if (Files.exists(zoo.resolve(FILE)) || firsts.stream().noneMatch(first -> Files.exists(part(zoo, first)))) {
            return;
        }
        StringBuilder text = new StringBuilder(HEAD + "\n");
        for (int first : firsts) {
            text.append(Files.readString(part(zoo, first)));
        }
        AtomicFiles.writeText(zoo.resolve(FILE), text.toString());
        removeParts(zoo, firsts);
    }

    static void removeParts(Path zoo, List<Integer> firsts) throws IOException {
        if (Files.exists(zoo.resolve(FILE))) {
            for (int first : firsts) {
                Files.deleteIfExists(part(zoo, first));
            }
        }
    }

    private static Path part(Path zoo, int first) {
        return zoo.resolve(String.format(Locale.ROOT, "history-%06d.csv", first));
    }
}
