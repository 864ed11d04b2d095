/** Posteriors on disk, and ensembles of networks drawn from them. Start with {@link org.weightflow.bayes.artefact.PosteriorFolder}. */
package org.weightflow.bayes.artefact;
