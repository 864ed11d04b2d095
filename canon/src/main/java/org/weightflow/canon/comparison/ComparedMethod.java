package org.weightflow.canon.comparison;

/**
 * A way to align, with the name under which it is compared.
 *
 * @param name       one line without commas and quotes, so that it can stand in a table as it is
 * @param pairByPair whether each pair of members is aligned by itself, the second to the first, whatever becomes of them in other
 *                   pairs. No coordinate system that all members share comes of it: it shows what is to be had where none is
 *                   asked for.
 * @param method     aligns all members, or each pair
 */
public record ComparedMethod(String name, boolean pairByPair, PopulationMethod method) {
    public ComparedMethod {
        if (!name.matches("[^\",\\p{Cntrl}]+")) {
            throw new IllegalArgumentException("method '" + name + "' is empty or has a comma, a quote or a line end");
        }
    }

    public static ComparedMethod population(String name, PopulationMethod method) {
        return new ComparedMethod(name, false, method);
    }

    public static ComparedMethod pairByPair(String name, PopulationMethod method) {
        return new ComparedMethod(name, true, method);
    }
}
