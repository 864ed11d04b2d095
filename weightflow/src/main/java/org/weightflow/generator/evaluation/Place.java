package org.weightflow.generator.evaluation;

/**
 * Where a network lies relative to a zoo, in the units of the weights; a number is NaN where the zoo is too small for it.
 *
 * @param nearest       Euclidean distance to the nearest zoo member
 * @param training      that to the nearest one that was not held out
 * @param largestWeight largest barycentric weight
 * @param participation 1 / (sum of the squared barycentric weights): 1 for a copy, m for a soup of m
 * @param residual      distance to the zoo's affine hull
 * @param codeSquare    mean over the principal axes of the squared code, each code in units of the zoo's standard deviation
 * @param x             coordinate on the first principal axis
 * @param y             coordinate on the second one
 */
record Place(
        double nearest,
        double training,
        double largestWeight,
        double participation,
        double residual,
        double codeSquare,
        double x,
        double y) {}
