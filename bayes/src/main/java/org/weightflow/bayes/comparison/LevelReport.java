package org.weightflow.bayes.comparison;

import java.util.List;
import java.util.Optional;

/**
 * Methods side by side over levels of iterative pruning.
 *
 * @param architecture   as architectures are typed
 * @param dataset        the task
 * @param members        networks that every number is of
 * @param prunable       values that densities are fractions of
 * @param steps          T, training steps of a network
 * @param rewindStep     k
 * @param draws          networks that a posterior predicts with
 * @param unpruned       the variational networks without a mask
 * @param deterministic  the deterministic networks of the same seeds without a mask
 * @param cells          by method in the order of the comparison, then by level
 * @param overlaps       of masks of the same members
 */
public record LevelReport(
        String architecture,
        String dataset,
        int members,
        int prunable,
        long steps,
        long rewindStep,
        int draws,
        LevelCell unpruned,
        LevelCell deterministic,
        List<LevelCell> cells,
        List<MaskOverlap> overlaps) {
    public LevelReport {
        cells = List.copyOf(cells);
        overlaps = List.copyOf(overlaps);
    }

    /** The methods in their order. */
    public List<String> methods() {
        return cells.stream().map(LevelCell::method).distinct().toList();
    }

    /** The levels, rising. */
    public List<Integer> levels() {
        return cells.stream().map(LevelCell::level).distinct().sorted().toList();
    }

    public Optional<LevelCell> cell(String method, int level) {
        return cells.stream()
                .filter(cell -> cell.method().equals(method) && cell.level() == level)
                .findFirst();
    }
}
