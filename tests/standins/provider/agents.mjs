// Three fictional people. Camille's identifiers are those of the recordings, so that the tools know her documents.

/** The only identity provider behind this ProConnect; what `idp_hint` may name. */
export const IDENTITY_PROVIDER = '71144ab3-ee1a-4401-b7b3-79b44f7daeeb'

const organization = (siret, organization_label) => ({ siret, siren: siret.slice(0, 9), organization_label })

const PREFECTURE = organization('13002526500013', "Préfecture de l'Exemple")
const WORKS = organization('18999002100017', "Agence des chantiers de l'Exemple")
const TOWN = organization('21999001700010', 'Ville de Modèle')
const COMPANY = organization('13002526500013', 'Entreprise Modèle')

/** An agent is in the first of their organisations unless they choose another. */
const agent = (person) => ({
  uid: person.email.split('@')[0],
  idp_id: IDENTITY_PROVIDER,
  // The level of the login at the identity provider.
  idp_acr: 'eidas1',
  // Whether ProConnect can add a code by e-mail to it.
  secondFactor: false,
  groups: [],
  custom: {},
  ...person.organizations[0],
  ...person,
})

export const agents = {
  camille: agent({
    sub: '0b7c7a0e-2f4e-4d0a-9c55-1f2f5b6c0001',
    given_name: 'Camille',
    usual_name: 'Durand',
    email: 'camille.durand@exemple.gouv.fr',
    organizations: [PREFECTURE, WORKS],
    secondFactor: true,
    roles: ['agent_public', 'agent_public_etat'],
    groups: ['rh'],
  }),
  noe: agent({
    sub: '0b7c7a0e-2f4e-4d0a-9c55-1f2f5b6c0002',
    given_name: 'Noé',
    usual_name: 'Martin',
    email: 'noe.martin@ville-modele.fr',
    organizations: [TOWN],
    roles: ['agent_public', 'agent_public_territorial'],
  }),
  /** Stopped by the provider itself: the launcher never hears of it. */
  blocked: agent({
    sub: '0b7c7a0e-2f4e-4d0a-9c55-1f2f5b6c0003',
    given_name: 'Alix',
    usual_name: 'Bernard',
    email: 'alix.bernard@entreprise-modele.fr',
    organizations: [COMPANY],
    roles: [],
    blocked: true,
  }),
}

export const agentBySub = (sub) => Object.values(agents).find((each) => each.sub === sub)

/** The organisation that a sign-in is for: the one that was hinted at, if the agent belongs to it. */
export const organizationFor = ({ organizations }, siretHint) => organizations.find(({ siret }) => siret === siretHint) ?? organizations[0]
