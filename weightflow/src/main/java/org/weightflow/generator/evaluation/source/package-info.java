/** Where the networks under evaluation come from. Start with {@link org.weightflow.generator.evaluation.source.NetworkSource}. */
package org.weightflow.generator.evaluation.source;
