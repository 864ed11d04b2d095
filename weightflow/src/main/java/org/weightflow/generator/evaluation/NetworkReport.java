package org.weightflow.generator.evaluation;

import org.weightflow.networks.metrics.Scores;

/**
 * What is known of one network; NaN where it cannot be computed. A zoo member is compared with the other members only.
 *
 * @param scores        accuracy, likelihood and calibration on the test examples
 * @param novelty       r = distance to the nearest zoo member / median over the zoo of the distance to the nearest other member:
 *                      0 for a copy, about 1 for a network as new as a further zoo member
 * @param overlap       largest overlap of its wrong predictions with those of a zoo member, in [0, 1]
 * @param largestWeight largest barycentric weight on the zoo: 1 for a copy
 * @param participation 1 / (sum of the squared barycentric weights): 1 for a copy, m for a soup of m
 * @param residual      distance to the zoo's affine hull, in the unit of {@code novelty}
 * @param codeRms       root mean square over the principal axes of its codes, each in units of the zoo's standard deviation
 * @param kept          kept prunable values
 * @param density       the same as a fraction of the prunable values, 1 where nothing is prunable
 * @param x             coordinate on the zoo's first principal axis, in units of the weights, 0 being the zoo's mean
 * @param y             coordinate on the second one
 */
public record NetworkReport(
        Scores scores,
        double novelty,
        double overlap,
        double largestWeight,
        double participation,
        double residual,
        double codeRms,
        int kept,
        double density,
        double x,
        double y) {}
