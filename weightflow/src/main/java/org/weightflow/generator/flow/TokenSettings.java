package org.weightflow.generator.flow;

import org.weightflow.networks.Check;

/**
 * The tokens of a {@link TokenField}.
 *
 * @param width units of a token
 * @param heads of the attention; they share the width
 */
public record TokenSettings(int width, int heads) {
    public TokenSettings {
        Check.atLeast("width", width, 1);
        Check.atLeast("heads", heads, 1);
        if (width % heads != 0) {
            throw new IllegalArgumentException("width " + width + " cannot be shared by " + heads + " heads");
        }
    }

    /** 64 units, 4 heads; our own choice, made for some ten layers on a CPU. */
    public static TokenSettings defaults() {
        return new TokenSettings(64, 4);
    }

    public TokenSettings withWidth(int width) {
        return new TokenSettings(width, heads);
    }

    public TokenSettings withHeads(int heads) {
        return new TokenSettings(width, heads);
    }
}
