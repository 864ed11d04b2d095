package org.weightflow.canon.barrier;

import org.weightflow.networks.Check;

/**
 * How finely barriers are measured.
 *
 * @param points         on each line, equally spaced, both ends included; even steps of 1 / (points - 1)
 * @param lines          of each kind at most; a sample of them is drawn where there are more
 * @param groupNetworks  networks that are held at once at most
 * @param groupMegabytes MiB of parameters that are held at once, about; one network for each thread is held whatever its size
 */
public record BarrierConfig(int points, int lines, int groupNetworks, int groupMegabytes) {
    /** Points of a line unless others are asked for: at every tenth, as is usual. */
    public static final int DEFAULT_POINTS = 11;

    /** Lines of each kind unless others are asked for: all pairs of nine members, our own choice. */
    public static final int DEFAULT_LINES = 36;

    public BarrierConfig {
        if (points < 3) {
            throw new IllegalArgumentException(
                    "points " + points + " is less than 3, the two ends and one between them");
        }
        Check.atLeast("lines", lines, 1);
        Check.atLeast("groupNetworks", groupNetworks, 1);
        Check.atLeast("groupMegabytes", groupMegabytes, 1);
    }

    public static BarrierConfig defaults() {
        return new BarrierConfig(DEFAULT_POINTS, DEFAULT_LINES, 128, 256);
    }

    public BarrierConfig withPoints(int points) {
        return new BarrierConfig(points, lines, groupNetworks, groupMegabytes);
    }

    public BarrierConfig withLines(int lines) {
        return new BarrierConfig(points, lines, groupNetworks, groupMegabytes);
    }

    public BarrierConfig withGroup(int networks, int megabytes) {
        return new BarrierConfig(points, lines, networks, megabytes);
    }
}
