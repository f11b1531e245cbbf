// Package download gets files from hosts that someone else chose: an address in
// a post must not reach what only this computer can, a service on it or in its
// network, or a cloud's metadata. The address that a name has come to is looked
// at when the connection is made, so no name can change its mind in between;
// redirects follow the same rules, and no proxy of the environment is used.
package download
