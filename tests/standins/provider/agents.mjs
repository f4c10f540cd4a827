// Three fictional people. Camille's identifiers are those of the recordings, so that the tools know her documents.


/** The only identity provider behind this ProConnect; what `idp_hint` may name. */
export const IDENTITY_PROVIDER = '71144ab3-ee1a-4401-b7b3-79b44f7daeeb'

const agent = (person) => ({
  uid: person.email.split('@')[0],
  siren: person.siret.slice(0, 9),
  idp_id: IDENTITY_PROVIDER,
  idp_acr: 'eidas1',
  groups: [],
  custom: {},
  ...person,
})

export const agents = {
  camille: agent({
    sub: '0b7c7a0e-2f4e-4d0a-9c55-1f2f5b6c0001',
    given_name: 'Camille',
    usual_name: 'Durand',
    email: 'camille.durand@exemple.gouv.fr',
    siret: '13002526500013',
    organization_label: "Préfecture de l'Exemple",
    roles: ['agent_public', 'agent_public_etat'],
    groups: ['rh'],
  }),
  noe: agent({
    sub: '0b7c7a0e-2f4e-4d0a-9c55-1f2f5b6c0002',
    given_name: 'Noé',
    usual_name: 'Martin',
    email: 'noe.martin@ville-modele.fr',
    siret: '21999001700010',
    organization_label: 'Ville de Modèle',
    roles: ['agent_public', 'agent_public_territorial'],
  }),
  /** Stopped by ProConnect itself: the launcher never hears of it. */
  blocked: agent({
    sub: '0b7c7a0e-2f4e-4d0a-9c55-1f2f5b6c0003',
    given_name: 'Alix',
    usual_name: 'Bernard',
    email: 'alix.bernard@entreprise-modele.fr',
    siret: '13002526500013',
    organization_label: 'Entreprise Modèle',
    roles: [],
    blocked: true,
  }),
}

export const agentBySub = (sub) => Object.values(agents).find((each) => each.sub === sub)
