/** Pickles read as data: nothing that a file names is ever looked up, made or called. Start with {@link org.weightflow.networks.pickle.PickleReader}. */
package org.weightflow.networks.pickle;
