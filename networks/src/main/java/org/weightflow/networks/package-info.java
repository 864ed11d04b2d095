/** The shared words: what a network is made of, which symmetries it has, and where chance comes from. Start with {@link Architecture}. */
package org.weightflow.networks;
