package org.weightflow.pruning.selection;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;

/**
 * Which weights compete with which, and which are never pruned.
 *
 * @param shares how the kept values are shared out among layers
 * @param ratios with {@link Shares#GIVEN} the kept fraction that each prunable entry wishes for, by its name; they are scaled together
 *               to the density that is asked for
 * @param spared names of prunable entries that are never pruned, {@code *} standing for any text, such as
 *               {@code *.shortcut.0.weight}; they count towards the density
 */
public record Scope(Shares shares, Map<String, Double> ratios, List<String> spared) {
    /** How the kept values are shared out among layers. */
    public enum Shares {
        /** All prunable values compete, but each layer keeps its best one. */
        GLOBAL,
        /** Each layer keeps the same fraction. */
        LAYER,
        /**
         * Erdos-Renyi kernel: the kept fraction of a layer is proportional to the sum of its extents over their product.
         *
         * @see <a href="https://arxiv.org/abs/1911.11134">Evci et al. (2020), section 3</a>
         */
        ERK,
        /**
         * Smart ratios: the kept fraction of layer l of L is proportional to (L - l + 1)^2 + (L - l + 1), l counted from the input;
         * the last layer keeps 3 in 10. What exceeds a layer goes to all others; the published code hands it to the next ones.
         *
         * @see <a href="https://arxiv.org/abs/2009.11094">Su et al. (2020), section 4</a>
         */
        SMART,
        /** In the proportions of {@link Scope#ratios}. */
        GIVEN
    }

    public Scope {
        Objects.requireNonNull(shares, "shares");
        ratios = Collections.unmodifiableMap(new TreeMap<>(ratios));
        ratios.forEach((entry, ratio) -> Check.positive("ratio of " + entry, ratio));
        ratios.forEach((entry, ratio) -> Check.closedInterval("ratio of " + entry, ratio, 0, 1));
        spared = List.copyOf(spared);
        if (shares == Shares.GIVEN && ratios.isEmpty()) {
            throw new IllegalArgumentException("shares given need ratios, one for each prunable entry");
        }
        if (shares != Shares.GIVEN && !ratios.isEmpty()) {
            throw new IllegalArgumentException("ratios " + ratios + " need the shares given");
        }
    }

    /** All prunable values together. */
    public static Scope global() {
        return of(Shares.GLOBAL);
    }

    /** Without ratios, no entry spared. */
    public static Scope of(Shares shares) {
        return new Scope(shares, Map.of(), List.of());
    }

    public Scope withShares(Shares shares) {
        return new Scope(shares, shares == Shares.GIVEN ? ratios : Map.of(), spared);
    }

    public Scope withSpared(List<String> spared) {
        return new Scope(shares, ratios, spared);
    }

    /** Whether that entry is prunable and never pruned. */
    boolean spares(Layout.Entry entry) {
        return entry.prunable() && spared.stream().anyMatch(pattern -> matches(pattern, entry.name()));
    }

    static boolean matches(String pattern, String name) {
        return name.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
    }
}
