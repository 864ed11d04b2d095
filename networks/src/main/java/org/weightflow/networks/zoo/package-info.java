/** Populations on disk: member files, the list that names them, and the manifest that says what they are. Start with {@link org.weightflow.networks.zoo.Zoo}. */
package org.weightflow.networks.zoo;
